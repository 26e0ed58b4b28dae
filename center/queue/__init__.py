"""The queue at the windows (排队叫号) and appointments (预约): REG-18, REG-20, REG-21."""

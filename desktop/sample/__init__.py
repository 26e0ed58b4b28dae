"""The sample office (示例办公室): an invented town with a quarter of work, for trying it.

It holds no real person, unlocks by itself and says so. The same seed and day give the same records,
papers and workbooks. Does not import PySide6.
"""

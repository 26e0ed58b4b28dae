"""The 信访投诉 tab: petitions, complaints, 12345 work orders and what goes with them."""

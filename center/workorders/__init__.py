"""12345 work orders (工单): imported or typed, signed, contacted, answered, called back."""

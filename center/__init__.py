"""Rules and records of a convenience centre (便民服务中心): no window, no paper, no workbook."""

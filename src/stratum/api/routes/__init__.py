"""One module per group of addresses. Each reads the request, asks the view and answers; none decides."""

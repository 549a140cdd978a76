"""What a trained net is worth: measured on sounds that it has not heard, beside floors and ceilings."""

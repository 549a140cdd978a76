"""What files of an export are called and what they say of themselves: templates, UCS, iXML. Writes none."""

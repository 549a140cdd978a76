"""Made recordings whose events are known to the sample: things that are struck and kept up, heard as guides are."""

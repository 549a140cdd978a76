"""What a report of a problem needs: versions, devices, folders, logs. Read here, written to files, sent nowhere."""

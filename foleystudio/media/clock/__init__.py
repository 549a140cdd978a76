"""When each packet and frame of a file sounds or shows: clock, joints, frame times. No pixels, no samples."""

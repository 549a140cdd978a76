"""Small controls that any panel may use: buttons, sliders, choices, meters. They know no project."""

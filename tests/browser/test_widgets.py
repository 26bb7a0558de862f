"""What we draw, in a real JupyterLab on a day that needs no world: buttons, keyboard, reload, restart, accessibility."""

"""Layer 5: the course in JupyterLab. Only `live` and what shows it imports anywidget; the rest is drawn without."""

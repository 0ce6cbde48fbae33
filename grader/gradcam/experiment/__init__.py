"""The handout's experiment: do the explanations depend on the class, and on the network's weights?

    python -m grader.gradcam.experiment --solution student_template.py

Every figure and every number of the handout is computed here.
"""

"""Training: encoder, examples, fine-tuning, calibration, export, evaluation. Needs the extra ``train``."""

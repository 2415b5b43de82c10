"""The cost of a synth, compared with an ordinary CDKTF app in the same run: `python -m bench`.

Interleaved runs make the ratio of two programs mostly independent of the machine; seconds depend on it.
"""

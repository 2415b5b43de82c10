"""What a synth costs, beside an ordinary CDKTF app and in the same run: `python -m bench`.

The machine counts little in the ratio of two programs that took turns on it; seconds alone say more of the machine.
"""

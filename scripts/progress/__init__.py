"""What a deploy or destroy shows at a terminal: what is done, what is under way, and how long it usually takes."""

"""What the style guide shows: the tokens as they stand in the sheet, and a specimen of every part."""

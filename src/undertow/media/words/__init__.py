"""Words in media: subtitles, what is written in pictures, and when somebody speaks.

Everything here reads content that may be hostile and is called in the process that decodes.
"""

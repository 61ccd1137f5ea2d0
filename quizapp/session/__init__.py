"""Pure state machines: what happens in a study session, a practice, an interview.

``step(state, event) -> (state, effects)``: no clock, no store, no screen. Events carry the time;
effects say what is to be done, and their results come back as events.
"""

"""What people are told: an outbox of messages, staff alerts, delivery by mail and by phone."""

-- When a notice to a recipient was sent (GDPR Art. 19), milliseconds since 1970. `settled_at` is when it came to the state
-- that it is in: `pending`, `sent`, `acknowledged`, or `failed` or `not_possible` with the reason.
ALTER TABLE recipient_notices ADD COLUMN sent_at INTEGER;
UPDATE recipient_notices SET sent_at = settled_at WHERE state = 'sent';

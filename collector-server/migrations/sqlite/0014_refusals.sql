-- Why a request was refused, as the letter gives it (GDPR Art. 12(4)).
ALTER TABLE cases ADD COLUMN refusal_reason TEXT;

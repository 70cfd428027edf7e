<?php
// For a site's own server (PHP 8, no packages): consent clauses in plain HTML forms, the answer to "may I send this?",
// and webhooks. Copy this file; docs/clauses.md and docs/server-side.md say what to send where.
declare(strict_types=1);

namespace Samtycke;

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function word(string $alg, string $site, string $userId, ?int $now): string
{
    $now ??= time();
    $head = ['alg' => $alg, 'typ' => 'JWT'];
    $claims = ['aud' => $site, 'sub' => $userId, 'iat' => $now, 'exp' => $now + 240];
    return base64url(json_encode($head)) . '.' . base64url(json_encode($claims, JSON_THROW_ON_ERROR));
}

/** Says to the collector that $userId is this site's user: a JWT (HS256), good for four minutes. */
function assertion(string $secret, string $site, string $userId, ?int $now = null): string
{
    $signed = word('HS256', $site, $userId, $now);
    return $signed . '.' . base64url(hash_hmac('sha256', $signed, $secret, true));
}

/**
 * The same with a key of the site's own (EdDSA, needs sodium), of which the collector has the public half. $seed is the
 * private key: 32 bytes, `d` of its JWK in base64url.
 */
function assertion_ed25519(string $seed, string $site, string $userId, ?int $now = null): string
{
    $signed = word('EdDSA', $site, $userId, $now);
    $secret = sodium_crypto_sign_secretkey(sodium_crypto_sign_seed_keypair($seed));
    return $signed . '.' . base64url(sodium_crypto_sign_detached($signed, $secret));
}

/**
 * The fields of a form for one clause of `clauses.json`: exactly the text that its hash is of, and a box for each
 * channel. $granted ticks boxes; only a page that shows how things stand may tick any.
 *
 * The dots in names become underscores in $_POST: `newsletter_shown`, which event() reads.
 */
function form(array $clause, string $lang, array $granted = []): string
{
    $shown = $clause['languages'][$lang];
    $id = $clause['id'];
    $html = '<fieldset class="clause"><legend>' . htmlspecialchars($shown['title']) . "</legend>\n<p>"
        . htmlspecialchars($shown['text']) . "</p>\n";
    foreach ($shown['channels'] as $channel) {
        $checked = empty($granted[$channel['id']]) ? '' : ' checked';
        $html .= "<label><input type=\"checkbox\" name=\"$id.{$channel['id']}\" value=\"yes\"$checked> <span>"
            . htmlspecialchars($channel['label']) . "</span></label>\n";
    }
    $hidden = [
        'shown' => implode(' ', array_column($shown['channels'], 'id')),
        'notice_hash' => $shown['notice_hash'],
        'notice_lang' => $lang,
    ];
    foreach ($hidden as $name => $value) {
        $html .= "<input type=\"hidden\" name=\"$id.$name\" value=\"" . htmlspecialchars($value) . "\">\n";
    }
    return $html . "</fieldset>\n";
}

/**
 * The body for POST /v1/clauses from $_POST. $event is `consent` where the person signs up, and `save` where the form
 * showed how things stand. Null when the form had no such clause.
 */
function event(string $id, string $event, array $post, string $assertion): ?array
{
    if (!isset($post["{$id}_shown"])) {
        return null;
    }
    $channels = [];
    foreach (explode(' ', $post["{$id}_shown"]) as $channel) {
        $channels[$channel] = isset($post["{$id}_$channel"]);
    }
    return [
        'clause' => $id,
        'event' => $event,
        'channels' => $channels,
        'notice_hash' => $post["{$id}_notice_hash"],
        'notice_lang' => $post["{$id}_notice_lang"],
        'assertion' => $assertion,
    ];
}

/** The browser's key in the cookie, for asking about what happens in that browser. */
function consent_key(array $cookies): ?string
{
    $parts = explode('.', $cookies['samtycke'] ?? '');
    $key = end($parts);
    return preg_match('/^[\w-]{22}$/', $key) ? $key : null;
}

/** Posts to the collector; null for no answer, which is a no. A new event gets a new $key, a repetition the same. */
function post(string $base, string $token, string $path, array $body, ?string $key = null): ?array
{
    $key ??= vsprintf('%s%s-%s-4%s-8%s-%s%s%s', str_split(bin2hex(random_bytes(16)), 4));
    // A UUID of version 4 has a fixed digit in its third and fourth group.
    $key = preg_replace('/-4.(...)-8.(...)-/', '-4$1-8$2-', $key);
    $answer = @file_get_contents($base . $path, false, stream_context_create(['http' => [
        'method' => 'POST',
        'header' => "Content-Type: application/json\r\nAuthorization: Bearer $token\r\nIdempotency-Key: $key",
        'content' => json_encode($body, JSON_THROW_ON_ERROR),
        'timeout' => 5,
        'follow_location' => 0,
    ]]));
    return $answer === false ? null : json_decode($answer, true);
}

/** Whether the answer to a question with `ask` allows the event now. */
function may(?array $answer, ?int $now = null): bool
{
    $state = $answer['state'] ?? [];
    return ($now ?? time()) < ($state['exp'] ?? 0) && ($state['may'] ?? null) === true;
}

/** Whether a webhook comes from the collector (Standard Webhooks); $body is file_get_contents('php://input'). */
function is_webhook(
    string $secret,
    string $id,
    string $timestamp,
    string $signatures,
    string $body,
    ?int $now = null,
): bool {
    // Five minutes: an old one is a repetition by somebody else.
    if (!ctype_digit($timestamp) || abs(($now ?? time()) - (int) $timestamp) > 300) {
        return false;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    if ($key === false) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

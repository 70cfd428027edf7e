<?php
// The PHP helper against a running collector: php check.php MODULE BASE TOKEN SECRET.
declare(strict_types=1);

[, $module, $base, $token, $secret] = $argv;
require $module;

function check(bool $holds, string $what): void
{
    if (!$holds) {
        fwrite(STDERR, "does not hold: $what\n");
        exit(1);
    }
}

$document = json_decode(file_get_contents("$base/s/shop/clauses.json"), true);
$newsletter = array_column($document['clauses'], null, 'id')['newsletter'];
$html = Samtycke\form($newsletter, 'sv');
check(!str_contains($html, ' checked'), 'no box is ticked');
check(str_contains(Samtycke\form($newsletter, 'sv', ['post' => true]), 'newsletter.post" value="yes" checked'), 'ticked');
preg_match_all('/type="hidden" name="([^"]+)" value="([^"]*)"/', $html, $hidden, PREG_SET_ORDER);
$query = implode('&', array_map(fn ($one) => $one[1] . '=' . urlencode($one[2]), $hidden));
// As PHP reads a form into $_POST: dots become underscores.
parse_str($query . '&newsletter.post=yes', $post);
$assertion = Samtycke\assertion($secret, 'shop', '40001');
check(Samtycke\event('absent', 'consent', $post, $assertion) === null, 'no such clause in the form');
$event = Samtycke\event('newsletter', 'consent', $post, $assertion);
check($event['channels'] === ['email' => false, 'post' => true], 'channels');
$recorded = Samtycke\post($base, $token, '/v1/clauses', $event);
check($recorded['state'] === 'ConsentGiven', 'recorded');
$ask = ['user_id' => '40001', 'ask' => ['newsletter.post']];
$state = Samtycke\post($base, $token, '/v1/state', $ask);
check(Samtycke\may($state), 'allowed');
check(!Samtycke\may($state, time() + 61), 'good for a minute');
check(Samtycke\post($base, 'another token', '/v1/state', $ask) === null, 'another token');
check(!Samtycke\may(null), 'no answer is a no');
$other = ['user_id' => '40001', 'ask' => ['newsletter.email']];
check(!Samtycke\may(Samtycke\post($base, $token, '/v1/state', $other)), 'not asked for');

check(Samtycke\consent_key(['samtycke' => '1s.5.t0.1.AAAAAAAAAAAAAAAAAAAAAQ']) === 'AAAAAAAAAAAAAAAAAAAAAQ', 'key');
check(Samtycke\consent_key(['samtycke' => 'broken']) === null && Samtycke\consent_key([]) === null, 'no key');

// The example of the Standard Webhooks specification.
$whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
$id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
$signature = 'v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
$body = '{"test": 2432232314}';
check(Samtycke\is_webhook($whsec, $id, '1614265330', $signature, $body, 1614265330), 'webhook');
check(!Samtycke\is_webhook($whsec, $id, '1614265330', $signature, "$body ", 1614265330), 'changed');
check(!Samtycke\is_webhook($whsec, $id, '1614265330', $signature, $body, 1614265631), 'old');
check(!Samtycke\is_webhook($whsec, $id, 'soon', $signature, $body, 1614265330), 'no time');

// The same word with a key of the site's own (RFC 8037), where this PHP has sodium.
if (function_exists('sodium_crypto_sign_detached')) {
    $seed = str_repeat("\x07", 32);
    [$head, $claims, $signature] = explode('.', Samtycke\assertion_ed25519($seed, 'shop', '40001', 1000));
    $read = fn ($text) => base64_decode(strtr($text, '-_', '+/'));
    check($read($head) === '{"alg":"EdDSA","typ":"JWT"}', 'head');
    check($read($claims) === '{"aud":"shop","sub":"40001","iat":1000,"exp":1240}', 'claims');
    $public = sodium_crypto_sign_publickey(sodium_crypto_sign_seed_keypair($seed));
    check(sodium_crypto_sign_verify_detached($read($signature), "$head.$claims", $public), 'signature');
}
echo "checked\n";

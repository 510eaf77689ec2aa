package dev.davit.image.registry;

import dev.davit.image.json.Json;
import dev.davit.image.json.JsonObject;
import dev.davit.image.registry.Credential.IdentityToken;
import dev.davit.image.registry.Credential.Password;
import dev.davit.image.registry.Credential.RegistryToken;
import dev.davit.image.registry.RegistryException.Asked;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gets access tokens where a registry's challenge says (the token protocol that Docker's registry began). */
final class TokenService {

    private static final int MOST_BYTES = 512 * 1024;
    private static final Duration LEAST_LIFE = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final RegistryAddress address;
    private final Caller caller;
    private final Rules rules;

    TokenService(RegistryAddress address, Caller caller, Rules rules) {
        this.address = address;
        this.caller = caller;
        this.rules = rules;
    }

    Token fetch(Challenge challenge, Scopes scopes, Optional<Credential> credential) throws IOException {
        URI realm = realm(challenge);
        Instant asked = rules.backoff().clock().instant();
        Optional<String> service = challenge.parameter("service");
        Request request = credential.orElse(null) instanceof IdentityToken identity
                ? refresh(realm, service, scopes, identity)
                : Request.of("GET", withQuery(realm, service, scopes, credential));
        Optional<String> basic = credential.filter(Password.class::isInstance).map(known -> ((Password) known).basic());
        Advice advice = credential.isPresent() ? Advice.KNOWN : Advice.ANONYMOUS;
        return caller.persist(request, () -> {
            try (Answer answer = caller.accept(caller.once(request, basic), () -> advice, _ -> false)) {
                return read(answer, asked, scopes);
            }
        });
    }

    /** The realm, if it is no worse protected than the registry. */
    private URI realm(Challenge challenge) throws RegistryException {
        String text = challenge.parameter("realm").orElse("");
        try {
            URI realm = URI.create(text);
            if (realm.getHost() != null && realm.getUserInfo() == null && isAllowed(Origin.of(realm))) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw RegistryException.unusable(
                new Asked(address.registry(), "GET", address.root()),
                "Registry " + address.registry() + " sends to '" + RegistryError.shown(withoutQuery(text))
                        + "' for a token, which is no address that credentials may be sent to.",
                "It has to begin with https://, unless registry and token service both are on this machine or named as insecure.");
    }

    private boolean isAllowed(Origin realm) {
        return realm.scheme().equals("https")
                || (realm.scheme().equals("http") && !address.origin().isSecure() && rules.mayBePlain(realm));
    }

    private static Request refresh(URI realm, Optional<String> service, Scopes scopes, IdentityToken identity) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", identity.token());
        service.ifPresent(value -> form.put("service", value));
        form.put("client_id", "davit");
        if (!scopes.actions().isEmpty()) {
            form.put("scope", scopes.toString());
        }
        String text = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return Request.of("POST", realm)
                .with(Body.of("application/x-www-form-urlencoded", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static URI withQuery(URI realm, Optional<String> service, Scopes scopes, Optional<Credential> credential) {
        Stream<String> account = credential.stream()
                .filter(Password.class::isInstance)
                .map(known -> "account=" + encoded(((Password) known).user()));
        String query = Stream.of(
                        Stream.ofNullable(realm.getRawQuery()).filter(text -> !text.isEmpty()),
                        service.stream().map(value -> "service=" + encoded(value)),
                        scopes.texts().stream().map(scope -> "scope=" + encoded(scope)),
                        account)
                .flatMap(part -> part)
                .collect(Collectors.joining("&"));
        return URI.create(withoutQuery(realm.toString()) + (query.isEmpty() ? "" : "?" + query));
    }

    private Token read(Answer answer, Instant asked, Scopes scopes) throws IOException {
        var request = Asked.of(address.registry(), answer);
        try {
            JsonObject json = Json.parse(answer.read(MOST_BYTES), "token");
            String token = json.text("token")
                    .filter(text -> !text.isEmpty())
                    .or(() -> json.text("access_token"))
                    .orElse("");
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw RegistryException.misbehaved(request, answer.status(), "without a token that can be used");
            }
            Duration life = json.members().get("expires_in") instanceof Number seconds
                    ? Duration.ofSeconds(seconds.longValue())
                    : LEAST_LIFE;
            Duration trusted = life.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : life;
            return new Token("Bearer " + token, asked.plus(trusted).minus(MARGIN), scopes);
        } catch (IllegalArgumentException e) {
            throw RegistryException.misbehaved(request, answer.status(), "with no token in JSON");
        }
    }

    private static String withoutQuery(String uri) {
        return uri.replaceFirst("[?#].*", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Whether the registry is to be shown this as it is. */
    static Optional<Token> ready(Optional<Credential> credential) {
        return credential
                .filter(RegistryToken.class::isInstance)
                .map(known -> new Token("Bearer " + ((RegistryToken) known).token(), Instant.MAX, Scopes.NONE));
    }
}

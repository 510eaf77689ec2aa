package dev.davit.image.registry;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request, without what authorises it.
 *
 * @param extra how much longer than usual its answer may take, because the server has to work on what it was sent
 */
record Request(String method, URI uri, Map<String, String> headers, Optional<Body> body, Duration extra) {

    Request {
        headers = Map.copyOf(headers);
    }

    static Request of(String method, URI uri) {
        return new Request(method, uri, Map.of(), Optional.empty(), Duration.ZERO);
    }

    Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Request(method, uri, more, body, extra);
    }

    Request with(Body body) {
        return new Request(method, uri, headers, Optional.of(body), extra);
    }

    Request to(URI other) {
        return new Request(method, other, headers, body, extra);
    }

    Request withExtra(Duration extra) {
        return new Request(method, uri, headers, body, extra);
    }

    /** Whether nothing but the answer tells that it was sent (RFC 9110, section 9.2.1). */
    boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}

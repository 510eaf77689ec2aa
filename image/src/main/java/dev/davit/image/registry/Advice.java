package dev.davit.image.registry;

import dev.davit.image.registry.RegistryException.Asked;
import java.time.Duration;
import java.util.Optional;

/** What a person can do about a registry's refusal. */
enum Advice {
    /** Nothing proved who is asking. */
    ANONYMOUS,
    /** A credential went along. */
    KNOWN;

    String onRefusal(Asked asked, int status, RegistryError error, Optional<Duration> retryAfter) {
        return switch (status) {
            case 400 ->
                "http".equalsIgnoreCase(asked.uri().getScheme())
                        ? "It was spoken to in plain HTTP. If it speaks TLS: a registry on this machine is then to be called "
                                + "by the machine's name, not localhost, and any other not to be named as insecure."
                        : "";
            case 401 -> login(asked);
            case 403 ->
                this == ANONYMOUS
                        ? login(asked)
                        : "The account that is logged in at " + asked.registry() + " may not do this.";
            case 404 -> missing(asked);
            case 407 ->
                "That was the proxy, not the registry: check the user and the password in HTTPS_PROXY. A program that has used "
                        + "Java's HTTP client before has to be started with -Djdk.http.auth.tunneling.disabledSchemes=\"\".";
            case 408 -> "Try again.";
            case 413 -> "The registry, or a proxy before it, does not take content of this size.";
            case 429 -> tooMany(asked.registry(), error, retryAfter);
            default -> status >= 500 ? "The fault is the registry's; try again later." : "";
        };
    }

    private String login(Asked asked) {
        String login = "`davit login " + asked.registry() + "`";
        String again = this == KNOWN ? " again if the password or token may have changed" : "";
        return isRead(asked)
                ? "It does not exist or you have no access: check the name, and run " + login + again + "."
                : "Run " + login + again + ", and check that the account may write there.";
    }

    private static boolean isRead(Asked asked) {
        return asked.method().equals("GET") || asked.method().equals("HEAD");
    }

    private static String missing(Asked asked) {
        return isRead(asked)
                ? "Check the name; where it should be there, `davit login " + asked.registry() + "` may be missing."
                : "Check the repository's name; some registries want it to be created first.";
    }

    private String tooMany(String registry, RegistryError error, Optional<Duration> retryAfter) {
        String wait = retryAfter
                .map(left -> "Try again in " + Math.max(1, left.toSeconds()) + " s.")
                .orElse(error.isPullLimit() ? "Try again in some hours." : "Try again later.");
        boolean raised = this == ANONYMOUS && (error.isPullLimit() || RegistryAddress.isDockerHub(registry));
        return raised ? wait + " Logging in raises the limit: run `davit login " + registry + "`." : wait;
    }
}

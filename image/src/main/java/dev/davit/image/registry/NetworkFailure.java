package dev.davit.image.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What the JDK's failures mean to a person. */
final class NetworkFailure {

    private NetworkFailure() {}

    static String reason(IOException failure) {
        if (isUnknownHost(failure)) {
            return "its name is not known";
        }
        if (find(failure, HttpConnectTimeoutException.class).isPresent()) {
            return "it did not take a connection in time";
        }
        if (find(failure, ConnectException.class).isPresent()) {
            return "the connection was refused";
        }
        Optional<CertificateException> certificate = find(failure, CertificateException.class);
        if (certificate.isPresent()) {
            boolean unknown = find(failure, CertPathBuilderException.class).isPresent();
            return "its certificate is not trusted: "
                    + (unknown ? "no authority that is trusted here has signed it" : text(certificate.get()));
        }
        if (isPlainHttp(failure)) {
            return "it does not speak TLS";
        }
        return text(failure);
    }

    static String advice(String registry, IOException failure) {
        if (find(failure, CertificateException.class).isPresent()) {
            return "If its certificate is self-signed or comes from an authority of your own, give that certificate with `--registry-ca FILE`.";
        }
        if (isPlainHttp(failure)) {
            return "If it speaks plain HTTP on purpose, name " + registry
                    + " as an insecure registry: `--insecure-registry " + registry + "`.";
        }
        return "Check its name and that it is up.";
    }

    /** Whether the same may well work in a moment. */
    static boolean isTemporary(IOException failure) {
        return find(failure, SSLException.class).isEmpty() || isReset(failure);
    }

    /** Whether nothing is there, so that only someone who knows better should try again at once. */
    static boolean isAbsent(IOException failure) {
        return isUnknownHost(failure)
                || find(failure, ConnectException.class).isPresent()
                || find(failure, HttpConnectTimeoutException.class).isPresent();
    }

    private static boolean isUnknownHost(IOException failure) {
        return find(failure, UnresolvedAddressException.class).isPresent()
                || find(failure, UnknownHostException.class).isPresent();
    }

    private static boolean isReset(IOException failure) {
        String text = text(failure).toLowerCase(Locale.ROOT);
        return text.contains("reset") || text.contains("broken pipe") || text.contains("remote host terminated");
    }

    private static boolean isPlainHttp(IOException failure) {
        return find(failure, SSLException.class)
                .filter(e -> text(e).toLowerCase(Locale.ROOT).contains("unrecognized ssl message"))
                .isPresent();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private static String text(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank() ? failure.getClass().getSimpleName() : RegistryError.shown(text);
    }
}

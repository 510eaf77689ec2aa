package dev.davit.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed: those that Java believes, those of a bundle, and for a single registry those in its folder
 * of {@code /etc/docker/certs.d}. Nothing is read before the first certificate is to be judged: Java's own authorities take
 * longer to read than a push takes to a registry on this machine.
 */
final class Trust extends X509ExtendedTrustManager {

    private final Optional<Path> bundle;
    private final Path folders;
    private final Map<String, List<X509ExtendedTrustManager>> managers = new ConcurrentHashMap<>();

    /**
     * Trust in these, besides Java's own.
     *
     * @param bundle certificates in PEM, for every registry
     * @param folders holds a folder for each registry, of its name, with certificates in files {@code *.crt}
     */
    Trust(Optional<Path> bundle, Path folders) {
        this.bundle = bundle;
        this.folders = folders;
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        String host = engine == null ? "" : engine.getPeerHost() + ":" + engine.getPeerPort();
        List<X509ExtendedTrustManager> asked = managers.get(host);
        if (asked == null) {
            asked = managers(host);
            managers.put(host, asked);
        }
        CertificateException refusal = null;
        for (X509ExtendedTrustManager manager : asked) {
            try {
                manager.checkServerTrusted(chain, type, engine);
                return;
            } catch (CertificateException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal == null ? new CertificateException("no authority is trusted") : refusal;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("nothing is served");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("nothing is served");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("nothing is served");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private List<X509ExtendedTrustManager> managers(String host) throws CertificateException {
        List<X509ExtendedTrustManager> all = new ArrayList<>();
        try {
            all.add(manager(null));
            List<Certificate> own = new ArrayList<>();
            if (bundle.isPresent()) {
                own.addAll(read(bundle.get()));
            }
            for (String name : List.of(host, host.replaceFirst(":443$", ""))) {
                own.addAll(readFolder(folders.resolve(name)));
            }
            if (!own.isEmpty()) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (Certificate certificate : own) {
                    store.setCertificateEntry(String.valueOf(store.size()), certificate);
                }
                all.add(manager(store));
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the trusted certificates cannot be read: " + e.getMessage(), e);
        }
        return all;
    }

    private static List<Certificate> readFolder(Path folder) throws IOException, CertificateException {
        List<Certificate> certificates = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.crt")) {
                for (Path file : files) {
                    certificates.addAll(read(file));
                }
            }
        }
        return certificates;
    }

    private static List<Certificate> read(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
        } catch (CertificateException e) {
            throw new CertificateException(pem + " holds no certificates in PEM", e);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no trust manager for X.509"));
    }
}

package dev.davit.image.registry;

import dev.davit.image.Content;
import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;

/** One repository of a registry, request by request (OCI distribution specification, "push"). */
final class Repository {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SLOWEST_BYTES_A_SECOND = 64 * 1024;
    private static final String DIGEST_HEADER = "Docker-Content-Digest";

    private final RegistryAddress address;
    private final HttpClient http;

    Repository(RegistryAddress address, HttpClient http) {
        this.address = address;
        this.http = http;
    }

    boolean hasBlob(Digest digest) throws IOException {
        URI uri = address.blob(digest.toString());
        int status = send("HEAD", uri, request(uri).method("HEAD", BodyPublishers.noBody()))
                .status();
        // A registry that stores its blobs elsewhere answers with the place.
        return status == 200 || status == 307;
    }

    /** Uploads a blob in one piece. */
    void upload(Descriptor blob, Content content, LongConsumer sent) throws IOException {
        URI start = address.uploads();
        Answer started = send("POST", start, request(start).POST(BodyPublishers.noBody()));
        expect(202, "POST", start, started);
        URI place = withDigest(location(start, started), blob.digest());
        HttpRequest.Builder put = HttpRequest.newBuilder(place)
                .timeout(PATIENCE.plusSeconds(blob.size() / SLOWEST_BYTES_A_SECOND))
                .header("Content-Type", "application/octet-stream")
                .PUT(body(blob, content, sent));
        expect(201, "PUT", place, send("PUT", place, put));
    }

    /** The digest of the manifest that has this tag, where the registry has it and tells. */
    Optional<String> manifestDigest(String tag, String mediaType) throws IOException {
        URI uri = address.manifest(tag);
        Answer response =
                send("HEAD", uri, request(uri).header("Accept", mediaType).method("HEAD", BodyPublishers.noBody()));
        return response.status() == 200 ? response.headers().firstValue(DIGEST_HEADER) : Optional.empty();
    }

    void putManifest(String tagOrDigest, Manifest manifest) throws IOException {
        URI uri = address.manifest(tagOrDigest);
        Answer response = send(
                "PUT",
                uri,
                request(uri)
                        .header("Content-Type", manifest.mediaType())
                        .PUT(BodyPublishers.ofByteArray(manifest.bytes())));
        expect(201, "PUT", uri, response);
        Optional<String> stored = response.headers().firstValue(DIGEST_HEADER);
        if (stored.isPresent() && !stored.get().equals(manifest.digest().toString())) {
            throw RegistryException.misbehaved(
                    address.registry(),
                    "PUT",
                    uri,
                    response.status(),
                    "stored " + stored.get() + " instead of " + manifest.digest());
        }
    }

    private URI location(URI asked, Answer answer) throws RegistryException {
        Optional<String> location = answer.headers().firstValue("Location");
        try {
            URI place = asked.resolve(location.orElse(""));
            if (location.isPresent() && ("https".equals(place.getScheme()) || address.isPlain())) {
                return place;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw RegistryException.misbehaved(
                address.registry(), "POST", asked, answer.status(), "named no place to upload to that can be used");
    }

    private static URI withDigest(URI place, Digest digest) {
        String separator = place.getRawQuery() == null ? "?" : "&";
        return URI.create(place + separator + "digest=" + digest);
    }

    private static BodyPublisher body(Descriptor blob, Content content, LongConsumer sent) {
        if (blob.size() == 0) {
            return BodyPublishers.noBody();
        }
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> {
            try {
                return new CountingInput(content.open(), sent);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read blob " + blob.digest(), e);
            }
        });
        return BodyPublishers.fromPublisher(stream, blob.size());
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE);
    }

    private void expect(int status, String method, URI uri, Answer answer) throws RegistryException {
        if (answer.status() != status) {
            throw RegistryException.misbehaved(
                    address.registry(), method, uri, answer.status(), "should have answered with " + status);
        }
    }

    private Answer send(String method, URI uri, HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                int status = response.statusCode();
                if (status >= 400 && !(status == 404 && method.equals("HEAD"))) {
                    throw RegistryException.refused(
                            address.registry(),
                            method,
                            uri,
                            status,
                            RegistryError.parse(body.readNBytes(RegistryError.MOST_BYTES)));
                }
                return new Answer(status, response.headers());
            }
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.unreachable(address.registry(), method, uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The push was interrupted");
        }
    }

    private record Answer(int status, HttpHeaders headers) {}
}

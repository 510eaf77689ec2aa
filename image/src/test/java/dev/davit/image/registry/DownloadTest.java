package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Image;
import dev.davit.image.Layer;
import dev.davit.image.registry.ScriptedServer.Asked;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pulls from a registry that drops, dawdles and lies. */
class DownloadTest extends ScriptedTest {

    private String blob;
    private byte[] content;

    @BeforeEach
    void store() throws IOException {
        memory.put(image, "1");
        blob = "/blobs/" + MemoryRegistry.largest(image).digest();
        content = bytes(image.layers().getFirst());
    }

    @Test
    void droppedDownloadGoesOnWhereItStopped() throws IOException {
        memory.fail(1, "GET", blob, _ -> Reply.of(200).body(content).dropAfter(100_000));

        assertThat(bytes(largest())).isEqualTo(content);

        List<Asked> asked = blobRequests();
        assertThat(asked).hasSize(2);
        assertThat(asked.getFirst().header("range")).isEmpty();
        assertThat(asked.getLast().header("range")).matches("bytes=\\d+-");
    }

    @Test
    void registryWithoutRangesIsReadAgain() throws IOException {
        memory.fail(1, "GET", blob, _ -> Reply.of(200).body(content).dropAfter(100_000));
        memory.fail(9, "GET", blob, _ -> Reply.of(200).body(content));

        assertThat(bytes(largest())).isEqualTo(content);
        assertThat(blobRequests()).hasSize(2);
    }

    @Test
    void downloadThatDropsAgainAndAgainFails() throws IOException {
        memory.fail(99, "GET", blob, _ -> Reply.of(200).body(content).dropAfter(1));

        assertThat(refusal(() -> bytes(largest())))
                .hasMessageStartingWith("Cannot reach registry " + server.name())
                .satisfies(e -> assertThat(e.isTemporary()).isTrue());
        assertThat(blobRequests()).hasSizeBetween(5, 10);
    }

    @Test
    void otherContentIsRefused() throws IOException {
        byte[] other = content.clone();
        other[other.length - 1]++;
        memory.fail(9, "GET", blob, _ -> Reply.of(200).body(other));

        assertThat(refusal(() -> bytes(largest()))).hasMessageContaining("content that is not that of blob sha256:");
    }

    @Test
    void longerContentIsRefused() throws IOException {
        memory.fail(9, "GET", blob, _ -> Reply.of(200).body(Arrays.copyOf(content, content.length + 1)));

        assertThat(refusal(() -> bytes(largest())))
                .hasMessageContaining((content.length + 1) + " bytes instead of " + content.length);
    }

    @Test
    void longerContentOfUnknownLengthIsCutOffAndRefused() throws IOException {
        byte[] longer = Arrays.copyOf(content, content.length + 100_000);
        memory.fail(
                9,
                "GET",
                blob,
                _ -> Reply.of(200).with("Transfer-Encoding", "chunked").body(chunked(longer)));

        assertThat(refusal(() -> bytes(largest()))).hasMessageContaining("more than the " + content.length + " bytes");
    }

    @Test
    void shorterContentIsRefused() throws IOException {
        memory.fail(9, "GET", blob, _ -> Reply.of(200).body(Arrays.copyOf(content, 10)));

        assertThat(refusal(() -> bytes(largest()))).hasMessageContaining("10 bytes instead of " + content.length);
    }

    @Test
    void otherPartThanAskedForIsRefused() throws IOException {
        memory.fail(1, "GET", blob, _ -> Reply.of(200).body(content).dropAfter(100_000));
        memory.fail(
                9,
                "GET",
                blob,
                _ -> Reply.of(206)
                        .with("Content-Range", "bytes 0-" + (content.length - 1) + "/" + content.length)
                        .body(content));

        assertThat(refusal(() -> bytes(largest()))).hasMessageContaining("another part of the blob");
    }

    @Test
    void manifestOverFourMebibytesIsRefused() {
        memory.fail(9, "GET", "/manifests/", _ -> Reply.of(200).body(new byte[(4 << 20) + 1]));

        assertThat(refusal(() -> client.image(reference, AMD64))).hasMessageContaining("more than 4 MiB");
    }

    @Test
    void manifestOfAnotherDigestIsRefused() throws IOException {
        Image other = Samples.image(directory, 2, 10, "linux/amd64");
        memory.fail(
                9,
                "GET",
                "/manifests/",
                _ -> Reply.of(200)
                        .with("Docker-Content-Digest", image.digest().toString())
                        .body(other.manifest().bytes()));

        assertThat(refusal(() -> client.image(reference, AMD64)))
                .hasMessageContaining("something else than " + image.digest());
        assertThat(refusal(() -> client.image(reference.withDigest(image.digest()), AMD64)))
                .hasMessageContaining("something else than " + image.digest());
    }

    @Test
    void manifestThatCouldBeAnIndexIsRefused() {
        memory.manifests.put("1", "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[],\"config\":{}}".getBytes(UTF_8));

        assertThat(refusal(() -> client.image(reference, AMD64)))
                .hasMessageContaining("could be taken for an image and for an index");
    }

    @Test
    void slowAnswerIsGivenUp() throws IOException {
        var over = new CountDownLatch(1);
        memory.fail(99, "GET", "/manifests/", _ -> {
            await(over);
            return Reply.of(500);
        });
        with(builder().patience(Duration.ofMillis(100)));

        assertThat(refusal(() -> client.image(reference, AMD64))).hasMessageContaining("nothing came for 0.1 s");
        assertThat(waits).hasSize(4);
        over.countDown();
    }

    @Test
    void slowContentIsAskedForAgain() throws IOException {
        memory.fail(
                1,
                "GET",
                blob,
                _ -> Reply.of(200)
                        .with("Content-Length", String.valueOf(content.length))
                        .body(Arrays.copyOf(content, 1000)));
        Layer layer = largest();
        with(builder().patience(Duration.ofMillis(200)));
        Layer again = client.image(reference, AMD64).layers().getFirst();

        assertThat(bytes(again)).isEqualTo(content);
        assertThat(again).isEqualTo(layer);
        assertThat(blobRequests().getLast().header("range")).isEqualTo("bytes=1000-");
    }

    @Test
    void closedClientStopsWhoWaits() throws Exception {
        var arrived = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        memory.fail(1, "GET", blob, _ -> {
            arrived.countDown();
            await(over);
            return Reply.of(500);
        });
        Layer layer = largest();
        Thread closing = Thread.ofVirtual().start(() -> {
            await(arrived);
            client.close();
        });

        assertThat(refusal(() -> bytes(layer))).hasMessageContaining("Cannot reach registry");
        closing.join();
        over.countDown();
    }

    private Layer largest() throws IOException {
        return client.image(reference, AMD64).layers().getFirst();
    }

    private List<Asked> blobRequests() {
        return server.asked("GET").stream()
                .filter(asked -> asked.path().endsWith(blob))
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] chunked(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
        out.writeBytes(bytes);
        out.writeBytes("\r\n0\r\n\r\n".getBytes(UTF_8));
        return out.toByteArray();
    }
}

package dev.davit.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.davit.image.Content;
import dev.davit.image.Image;
import dev.davit.image.ImageReference;
import dev.davit.image.Layer;
import dev.davit.image.registry.ScriptedServer.Asked;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pushes to a registry that drops connections, forgets, and wants small pieces. */
class UploadTest extends ScriptedTest {

    private static final int LARGE = 9_000_000;

    @Test
    void smallBlobsTakeTwoRequestsEach() throws IOException {
        push();

        assertPushed(image);
        assertThat(server.asked()).extracting(Asked::method).doesNotContain("PATCH", "GET");
        assertThat(server.asked("POST")).hasSize(3);
        assertThat(server.asked("PUT")).hasSize(4);
    }

    @Test
    void unchangedImageTakesOneRequest() throws IOException {
        memory.put(image, "1");

        push();

        assertThat(server.asked()).extracting(Asked::toString).containsExactly("HEAD /v2/web/manifests/1");
    }

    @Test
    void droppedUploadGoesOnWhereItStopped() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        dropFirstPatchAfter(2_000_000);

        push();

        assertPushed(image);
        assertThat(server.asked("PATCH")).hasSize(2);
        long size = MemoryRegistry.largest(image).size();
        assertThat(server.asked("PATCH").getLast().header("content-range")).isEqualTo("2000000-" + (size - 1));
        assertThat(server.asked("GET")).hasSize(1);
        assertThat(waits).hasSize(1);
    }

    @Test
    void uploadThatTheRegistryForgotBeginsAnew() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        dropFirstPatchAfter(2_000_000);
        memory.fail(1, "GET", "/uploads/", _ -> {
            memory.uploads.clear();
            return MemoryRegistry.error(404, "BLOB_UPLOAD_UNKNOWN");
        });

        push();

        assertPushed(image);
        assertThat(server.asked("PATCH")).hasSize(2);
    }

    @Test
    void registryThatHasAtMostOneByteIsNotTrustedToHaveNone() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        dropFirstPatchAfter(1);

        push();

        assertPushed(image);
        assertThat(server.asked("PATCH").getLast().header("content-range")).isEmpty();
    }

    @Test
    void uploadThatIsTooLargeForAProxyIsSentInPieces() throws IOException {
        image = Samples.image(directory, 1, LARGE + 1, "linux/amd64");
        long size = MemoryRegistry.largest(image).size();
        memory.fault(asked -> asked.body().bytes.length > 5_000_000 ? Optional.of(Reply.of(413)) : Optional.empty());

        push();

        assertPushed(image);
        assertThat(server.asked("PATCH"))
                .extracting(asked -> asked.header("content-range"))
                .containsExactly("", "0-" + (size / 2 - 1), size / 2 + "-" + (size - 1));
    }

    @Test
    void piecesAreNotSmallerThanTheRegistryWants() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        memory.fault(asked -> asked.method().equals("PATCH") && asked.body().bytes.length > 8_000_000
                ? Optional.of(Reply.of(413))
                : Optional.empty());
        memory.fault(asked -> asked.method().equals("POST")
                ? Optional.of(memoryUpload(asked).with("OCI-Chunk-Min-Length", "10000000"))
                : Optional.empty());

        assertThat(refusal(this::push).status()).hasValue(413);
    }

    @Test
    void answerThatWasLostAfterTheBlobWasStoredIsNoFailure() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        var lost = new AtomicInteger();
        memory.fault(asked -> {
            boolean isFinish = asked.method().equals("PUT") && asked.target().contains("/uploads/");
            if (!isFinish || lost.getAndIncrement() > 0) {
                return Optional.empty();
            }
            memory.answer(asked);
            return Optional.of(Reply.of(0));
        });

        push();

        assertPushed(image);
        assertThat(server.asked("PATCH")).hasSize(1);
    }

    @Test
    void otherOffsetThanTheRegistrysIsCorrected() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        dropFirstPatchAfter(2_000_000);
        memory.fail(
                1,
                "GET",
                "/uploads/",
                asked -> Reply.of(204).with("Location", asked.target()).with("Range", "0-999999"));

        push();

        assertPushed(image);
        assertThat(server.asked("PATCH"))
                .extracting(asked -> asked.header("content-range").replaceFirst("-.*", ""))
                .containsExactly("", "1000000", "2000000");
    }

    @Test
    void uploadThatNeverComesFurtherFails() throws IOException {
        image = Samples.image(directory, 1, LARGE, "linux/amd64");
        memory.fail(99, "PATCH", "/uploads/", _ -> Reply.of(503));

        assertThat(refusal(this::push).status()).hasValue(503);
        assertThat(server.asked("PATCH")).hasSize(Backoff.TRIES);
    }

    @Test
    void blobThatAnotherRepositoryHasIsMounted() throws IOException {
        List<Layer> layers = image.layers().stream().map(this::fromElsewhere).toList();
        image = Image.of(image.manifest(), image.configBytes(), layers);
        memory.fault(
                asked -> asked.target().contains("mount=") && asked.target().endsWith("&from=base/java")
                        ? Optional.of(Reply.of(201))
                        : Optional.empty());
        var heard = new RecordingListener();

        client.push(image, reference, heard);

        assertThat(heard.heard())
                .filteredOn(text -> text.startsWith("mounted"))
                .hasSize(2)
                .allMatch(text -> text.endsWith(" from " + server.name() + "/base/java"));
        assertThat(server.asked("PUT")).hasSize(2);
    }

    @Test
    void mountThatIsRefusedIsNoFailure() throws IOException {
        List<Layer> layers = image.layers().stream().map(this::fromElsewhere).toList();
        image = Image.of(image.manifest(), image.configBytes(), layers);
        memory.fault(asked -> asked.target().contains("mount=") ? Optional.of(Reply.of(403)) : Optional.empty());

        push();

        assertPushed(image);
    }

    @Test
    void layerThatCannotBeReadIsNoFaultOfTheRegistry() throws IOException {
        Layer layer = image.layers().getFirst();
        var broken = new Layer(layer.descriptor(), layer.diffId(), () -> new ByteArrayInputStream(new byte[10]));
        Image unreadable = Image.of(image.config(), List.of(broken), Map.of());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.push(unreadable, reference, PushListener.SILENT))
                .isNotInstanceOf(RegistryException.class)
                .withMessageContaining("bytes too early");
        assertThat(waits).isEmpty();
    }

    @Test
    void firstFailureStopsTheOtherUploads() {
        memory.fault(asked -> asked.method().equals("POST") ? Optional.of(Reply.of(403)) : Optional.empty());

        assertThat(refusal(this::push).status()).hasValue(403);
        assertThat(memory.manifests).isEmpty();
    }

    private Reply memoryUpload(Asked asked) {
        memory.uploads.put("own", new ByteArrayOutputStream());
        return Reply.of(202).with("Location", asked.path() + "own");
    }

    private Layer fromElsewhere(Layer layer) {
        return new Layer(layer.descriptor(), layer.diffId(), new Content() {
            @Override
            public InputStream open() throws IOException {
                return layer.open();
            }

            @Override
            public List<ImageReference> repositories() {
                return List.of(
                        ImageReference.parse("other.example/base/java"),
                        ImageReference.parse(server.name() + "/base/java"));
            }
        });
    }

    private void dropFirstPatchAfter(long bytes) {
        var left = new AtomicLong(1);
        memory.read(asked -> asked.method().equals("PATCH") && left.getAndDecrement() > 0 ? bytes : Long.MAX_VALUE);
    }

    private void push() throws IOException {
        client.push(image, reference, PushListener.SILENT);
    }
}

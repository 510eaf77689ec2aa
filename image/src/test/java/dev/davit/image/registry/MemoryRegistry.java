package dev.davit.image.registry;

import dev.davit.image.Descriptor;
import dev.davit.image.Digest;
import dev.davit.image.Image;
import dev.davit.image.Layer;
import dev.davit.image.MediaTypes;
import dev.davit.image.json.Json;
import dev.davit.image.registry.ScriptedServer.Asked;
import dev.davit.image.registry.ScriptedServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry that keeps everything in memory, of one repository whatever the path says. A test puts faults before it, each
 * of which may answer instead.
 */
final class MemoryRegistry implements ScriptedServer.Script {

    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs/uploads|blobs|referrers)/(.*)");

    final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final List<Function<Asked, Optional<Reply>>> faults = new CopyOnWriteArrayList<>();
    private volatile ToLongFunction<Asked> reads = _ -> Long.MAX_VALUE;

    /** Answers instead, as long as it gives an answer. */
    void fault(Function<Asked, Optional<Reply>> fault) {
        faults.add(fault);
    }

    /** Answers the first so many requests of this method, whose paths contain this, instead. */
    void fail(int times, String method, String path, Function<Asked, Reply> reply) {
        var left = new AtomicInteger(times);
        fault(asked -> asked.method().equals(method) && asked.target().contains(path) && left.getAndDecrement() > 0
                ? Optional.of(reply.apply(asked))
                : Optional.empty());
    }

    /** Reads only so many bytes of a request's body, keeps them, and drops the connection. */
    void read(ToLongFunction<Asked> most) {
        this.reads = most;
    }

    void put(Image image, String tag) throws IOException {
        for (Layer layer : image.layers()) {
            try (InputStream in = layer.open()) {
                blobs.put(layer.descriptor().digest().toString(), in.readAllBytes());
            }
        }
        blobs.put(image.manifest().config().digest().toString(), image.configBytes());
        manifests.put(image.digest().toString(), image.manifest().bytes());
        manifests.put(tag, image.manifest().bytes());
    }

    @Override
    public long reads(Asked head) {
        return reads.applyAsLong(head);
    }

    @Override
    public Reply answer(Asked asked) {
        for (var fault : faults) {
            Optional<Reply> reply = fault.apply(asked);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        Matcher path = PATH.matcher(asked.path());
        if (!path.matches()) {
            return asked.path().equals("/v2/") ? Reply.of(200) : Reply.of(404);
        }
        String name = path.group(3);
        return switch (path.group(2)) {
            case "manifests" -> manifest(asked, name);
            case "blobs" -> blob(asked, name);
            case "referrers" -> Reply.of(404);
            default -> upload(asked, name, "/v2/" + path.group(1) + "/blobs/uploads/");
        };
    }

    private Reply manifest(Asked asked, String name) {
        if (asked.method().equals("PUT")) {
            String digest = Digest.sha256(asked.body().bytes).toString();
            manifests.put(name, asked.body().bytes);
            manifests.put(digest, asked.body().bytes);
            return Reply.of(201).with("Docker-Content-Digest", digest);
        }
        byte[] bytes = manifests.get(name);
        if (bytes == null) {
            return error(404, "MANIFEST_UNKNOWN");
        }
        String type = Json.parse(bytes, "manifest").text("mediaType").orElse(MediaTypes.OCI_MANIFEST);
        return Reply.of(200)
                .with("Content-Type", type)
                .with("Docker-Content-Digest", Digest.sha256(bytes).toString())
                .body(bytes);
    }

    private Reply blob(Asked asked, String name) {
        byte[] bytes = blobs.get(name);
        if (bytes == null) {
            return error(404, "BLOB_UNKNOWN");
        }
        Matcher range = Pattern.compile("bytes=(\\d+)-").matcher(asked.header("range"));
        if (!range.matches()) {
            return Reply.of(200).body(bytes);
        }
        int from = Integer.parseInt(range.group(1));
        return Reply.of(206)
                .with("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length)
                .body(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private Reply upload(Asked asked, String session, String prefix) {
        if (asked.method().equals("POST")) {
            String id = "session" + sessions.incrementAndGet();
            uploads.put(id, new ByteArrayOutputStream());
            return Reply.of(202).with("Location", prefix + id + "?state=secret");
        }
        ByteArrayOutputStream upload = uploads.get(session);
        if (upload == null) {
            return error(404, "BLOB_UPLOAD_UNKNOWN");
        }
        Matcher range = Pattern.compile("(\\d+)-\\d+").matcher(asked.header("content-range"));
        if (range.matches() && Integer.parseInt(range.group(1)) != upload.size()) {
            return progress(416, prefix + session, upload);
        }
        upload.writeBytes(asked.body().bytes);
        if (!asked.method().equals("PUT")) {
            return progress(asked.method().equals("GET") ? 204 : 202, prefix + session, upload);
        }
        Digest digest = Digest.parse(asked.target().replaceFirst(".*digest=", ""));
        uploads.remove(session);
        if (!digest.isOf(upload.toByteArray())) {
            return error(400, "DIGEST_INVALID");
        }
        blobs.put(digest.toString(), upload.toByteArray());
        return Reply.of(201).with("Docker-Content-Digest", digest.toString());
    }

    private static Reply progress(int status, String place, ByteArrayOutputStream upload) {
        return Reply.of(status)
                .with("Location", place + "?state=secret" + upload.size())
                .with("Range", "0-" + Math.max(0, upload.size() - 1));
    }

    static Reply error(int status, String code) {
        return Reply.of(status).body("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"because\"}]}");
    }

    static Descriptor largest(Image image) {
        return image.manifest().layers().getFirst();
    }
}

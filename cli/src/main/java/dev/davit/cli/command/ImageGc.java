package dev.davit.cli.command;

import dev.davit.app.Failure;
import dev.davit.app.Failure.Category;
import dev.davit.image.store.Freed;
import dev.davit.image.store.ImageStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code davit image gc}. */
@Command(
        name = "gc",
        description = "Delete layers and images that no name, service or running build needs.",
        footer = "The next build makes again what it misses.")
final class ImageGc implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd]?)");

    @Mixin
    private CommonOptions options;

    @Option(names = "--dry-run", description = "Delete nothing, and show what would be deleted.")
    private boolean dryRun;

    @Option(
            names = "--unused-for",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Keep what was used within this time, such as 30m, 12h or 7d (default: 1h).")
    private String unusedFor;

    @Override
    public Integer call() throws IOException {
        Davit davit = options.davit();
        Duration time = time(unusedFor);
        Freed freed = ImageStore.open(davit.session.folders().images()).collect(time, dryRun);
        String text = freed.blobs().isEmpty()
                ? "Nothing to delete"
                : String.format(
                        Locale.ROOT,
                        "%s %s in %d %s",
                        dryRun ? "Would free" : "Freed",
                        Amounts.size(freed.bytes()),
                        freed.blobs().size(),
                        freed.blobs().size() == 1 ? "blob" : "blobs");
        if (freed.tooRecent() > 0) {
            text += "; " + Amounts.size(freed.tooRecent()) + " that no image needs "
                    + (time.isZero() ? "are in use by a running command" : "were used within " + unusedFor);
        }
        davit.print(text, () -> json(freed));
        return 0;
    }

    private ObjectNode json(Freed freed) {
        ObjectNode json = Json.object();
        ArrayNode blobs = json.putArray("deleted");
        freed.blobs().forEach(blob -> blobs.add(blob.toString()));
        return json.put("freed", freed.bytes())
                .put("keptAsRecent", freed.tooRecent())
                .put("dryRun", dryRun);
    }

    private static Duration time(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw Failure.of(
                    Category.USAGE, "'" + text + "' is not a time: expected a number with s, m, h or d, such as 12h");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofSeconds(count);
        };
    }
}

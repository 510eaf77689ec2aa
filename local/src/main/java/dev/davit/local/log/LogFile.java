package dev.davit.local.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one task wrote, as lines. Bytes that are no UTF-8 become replacement characters; a line longer than
 * {@value #LONGEST_LINE} bytes comes in pieces.
 */
public final class LogFile {
    static final String NAME = "log";
    static final int LONGEST_LINE = 1 << 20;
    private static final int BLOCK = 1 << 16;
    private static final long FARTHEST = 32L << 20;
    private static final int NOTE = 2 * Long.BYTES;

    private final Path log;
    private final Path older;
    private final Path notes;

    private LogFile(Path folder) {
        this.log = folder.resolve(NAME);
        this.older = folder.resolve(NAME + ".1");
        this.notes = folder.resolve(NAME + ".times");
    }

    static LogFile of(Path taskFolder) {
        return new LogFile(taskFolder);
    }

    /**
     * A line of a log.
     *
     * @param time about when it was written, in milliseconds since the epoch; 0 where nobody noted it
     */
    public record Line(long time, String text) {}

    Path older() {
        return older;
    }

    /** Notes that the log had this size at this time. */
    void note(long time, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(
                notes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.allocate(NOTE).putLong(time).putLong(size).flip());
        }
    }

    void forgetNotes() throws IOException {
        Files.deleteIfExists(notes);
    }

    /** The last lines there are now; what comes after them is read with a cursor from {@link #end}. */
    public List<Line> last(int count) {
        return last(count, end());
    }

    /** The last lines before an offset. */
    public List<Line> last(int count, long end) {
        List<Line> lines = lines(log, count, end);
        if (lines.size() < count && Files.exists(older)) {
            List<Line> all = new ArrayList<>(lines(older, count - lines.size(), size(older)));
            all.addAll(lines);
            return all;
        }
        return lines;
    }

    public long end() {
        return size(log);
    }

    /** Reads on from an offset. */
    public Cursor from(long offset) {
        return new Cursor(offset);
    }

    private List<Line> lines(Path file, int count, long end) {
        try (FileChannel channel = FileChannel.open(file)) {
            long start = startOfLast(channel, count, end);
            Splitter splitter = new Splitter(start, times());
            for (long at = start; at < end; ) {
                ByteBuffer block = read(channel, at, (int) Math.min(BLOCK, end - at));
                if (!block.hasRemaining()) {
                    break;
                }
                at += block.remaining();
                splitter.add(block);
            }
            splitter.finish();
            List<Line> lines = splitter.take();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException _) {
            return List.of();
        }
    }

    /** Where the last lines begin, or a line somewhat later when these are very long. */
    private static long startOfLast(FileChannel channel, int count, long end) throws IOException {
        int found = 0;
        long at = end;
        while (at > 0 && end - at < FARTHEST) {
            int length = (int) Math.min(BLOCK, at);
            ByteBuffer block = read(channel, at - length, length);
            for (int i = block.limit() - 1; i >= 0; i--) {
                // The line feed at the very end ends the last line and begins none.
                if (block.get(i) == '\n' && at - length + i + 1 < end && ++found == count) {
                    return at - length + i + 1;
                }
            }
            at -= length;
        }
        return at;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(length);
        int position = 0;
        while (block.hasRemaining() && channel.read(block, at + position) > 0) {
            position = block.position();
        }
        return block.flip();
    }

    private NavigableMap<Long, Long> times() {
        NavigableMap<Long, Long> times = new TreeMap<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(notes));
            while (bytes.remaining() >= NOTE) {
                long time = bytes.getLong();
                times.putIfAbsent(bytes.getLong(), time);
            }
        } catch (IOException _) {
            // lines without a time come first
        }
        return times;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    /** Follows the log. For one thread. */
    public final class Cursor {
        private long offset;
        private Splitter splitter;

        private Cursor(long offset) {
            this.offset = offset;
            this.splitter = new Splitter(offset, new TreeMap<>());
        }

        /** The lines that have come since the last call; a line without its end is kept until that has come. */
        public List<Line> next() {
            try (FileChannel channel = FileChannel.open(log)) {
                if (channel.size() < offset) {
                    // The log was set aside and begins anew.
                    offset = 0;
                    splitter = new Splitter(0, new TreeMap<>());
                }
                ByteBuffer block = read(channel, offset, BLOCK);
                while (block.hasRemaining()) {
                    offset += block.remaining();
                    splitter.add(block);
                    block = read(channel, offset, BLOCK);
                    if (splitter.held() > FARTHEST) {
                        break;
                    }
                }
            } catch (NoSuchFileException _) {
                return List.of();
            } catch (IOException e) {
                return List.of(new Line(0, "davit: the log cannot be read: " + e));
            }
            return splitter.take();
        }

        /** What is left when nothing more will come. */
        public List<Line> rest() {
            List<Line> lines = new ArrayList<>(next());
            splitter.finish();
            lines.addAll(splitter.take());
            return lines;
        }
    }

    /** Turns bytes into lines. For one thread. */
    private static final class Splitter {
        private final NavigableMap<Long, Long> times;
        private List<Line> lines = new ArrayList<>();
        private byte[] part = new byte[256];
        private int length;
        private long offset;
        private long held;

        Splitter(long offset, NavigableMap<Long, Long> times) {
            this.offset = offset;
            this.times = times;
        }

        long held() {
            return held;
        }

        void add(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                offset++;
                if (next == '\n') {
                    end();
                } else {
                    if (length == LONGEST_LINE) {
                        end();
                    }
                    if (length == part.length) {
                        part = Arrays.copyOf(part, length * 2);
                    }
                    part[length++] = next;
                }
            }
        }

        void finish() {
            if (length > 0) {
                end();
            }
        }

        List<Line> take() {
            List<Line> taken = lines;
            lines = new ArrayList<>();
            held = 0;
            return taken;
        }

        private void end() {
            int end = length > 0 && part[length - 1] == '\r' ? length - 1 : length;
            var note = times.ceilingEntry(offset);
            lines.add(new Line(
                    note == null ? times.isEmpty() ? 0 : Long.MAX_VALUE : note.getValue(),
                    new String(part, 0, end, StandardCharsets.UTF_8)));
            held += length;
            length = 0;
        }
    }
}

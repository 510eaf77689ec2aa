package dev.davit.build.runtime;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the dynamic loader reads of an executable or a shared library (System V ABI, chapter 5).
 *
 * @param machine the processor, as {@code e_machine} numbers it
 * @param needed names of the libraries it is linked to, in order
 * @param loader the dynamic loader it asks for; only executables name one
 * @param loadedSize how many bytes of the file the loader maps; what follows is for linkers and debuggers
 */
public record Elf(int machine, List<String> needed, Optional<String> loader, int loadedSize) {
    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64 = 2;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;

    private record Segment(int type, int offset, long address, int size) {}

    public Elf {
        needed = List.copyOf(needed);
    }

    /** Reads a 64-bit ELF file, or nothing when these bytes are something else. */
    public static Optional<Elf> parse(byte[] file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(file);
            if (file.length < 64 || in.getInt(0) != MAGIC || in.get(4) != CLASS_64) {
                return Optional.empty();
            }
            in.order(in.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            List<Segment> segments = segments(in);
            int end = segments.stream()
                    .filter(segment -> segment.type() == PT_LOAD)
                    .mapToInt(segment -> segment.offset() + segment.size())
                    .max()
                    .orElse(file.length);
            Optional<String> loader = segments.stream()
                    .filter(segment -> segment.type() == PT_INTERP)
                    .findFirst()
                    .map(segment -> text(in, segment.offset()));
            return Optional.of(new Elf(in.getShort(18), needed(in, segments), loader, end));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
            // Cut short, or something that only looks like ELF.
            return Optional.empty();
        }
    }

    /** The file without symbol tables and section headers, which nothing needs that runs it. */
    public static byte[] strip(byte[] file) {
        Optional<Elf> elf = parse(file);
        if (elf.isEmpty()) {
            return file;
        }
        byte[] stripped = java.util.Arrays.copyOf(file, elf.get().loadedSize());
        ByteBuffer out = ByteBuffer.wrap(stripped);
        out.putLong(40, 0);
        out.putInt(60, 0);
        return stripped;
    }

    private static List<Segment> segments(ByteBuffer in) {
        int table = Math.toIntExact(in.getLong(32));
        int size = in.getShort(54);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < in.getShort(56); i++) {
            int at = table + i * size;
            segments.add(new Segment(
                    in.getInt(at),
                    Math.toIntExact(in.getLong(at + 8)),
                    in.getLong(at + 16),
                    Math.toIntExact(in.getLong(at + 32))));
        }
        return segments;
    }

    private static List<String> needed(ByteBuffer in, List<Segment> segments) {
        List<Long> names = new ArrayList<>();
        long texts = 0;
        for (Segment segment : segments) {
            if (segment.type() == PT_DYNAMIC) {
                for (int at = segment.offset(); at < segment.offset() + segment.size(); at += 16) {
                    long tag = in.getLong(at);
                    if (tag == DT_NEEDED) {
                        names.add(in.getLong(at + 8));
                    } else if (tag == DT_STRTAB) {
                        texts = in.getLong(at + 8);
                    }
                }
            }
        }
        int start = offset(texts, segments);
        return names.stream()
                .map(name -> text(in, start + Math.toIntExact(name)))
                .toList();
    }

    private static int offset(long address, List<Segment> segments) {
        return segments.stream()
                .filter(segment -> segment.type() == PT_LOAD
                        && address >= segment.address()
                        && address < segment.address() + segment.size())
                .findFirst()
                .map(segment -> Math.toIntExact(address - segment.address()) + segment.offset())
                .orElse(0);
    }

    private static String text(ByteBuffer in, int at) {
        int end = at;
        while (in.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - at];
        in.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package dev.davit.local.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    @Test
    void lastLinesAreFoundHoweverManyThereAre() throws IOException {
        write(IntStream.range(0, 50_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")) + "\n");
        assertThat(texts(LogFile.of(folder).last(3))).containsExactly("line 49997", "line 49998", "line 49999");
        assertThat(LogFile.of(folder).last(100_000)).hasSize(50_000);
    }

    @Test
    void lineWithoutItsEndCountsAsALine() throws IOException {
        write("one\r\ntwo");
        assertThat(texts(LogFile.of(folder).last(10))).containsExactly("one", "two");
        assertThat(texts(LogFile.of(folder).last(1))).containsExactly("two");
    }

    @Test
    void missingLogHasNoLines() {
        assertThat(LogFile.of(folder).last(10)).isEmpty();
        assertThat(LogFile.of(folder).from(0).next()).isEmpty();
    }

    @Test
    void veryLongLineComesInPieces() throws IOException {
        write("x".repeat(LogFile.LONGEST_LINE) + "y\nend\n");
        assertThat(texts(LogFile.of(folder).last(10)))
                .extracting(String::length)
                .containsExactly(LogFile.LONGEST_LINE, 1, 3);
    }

    @Test
    void bytesThatAreNoTextDoNoHarm() throws IOException {
        Files.write(folder.resolve("log"), new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n', 'o', 'k', '\n'});
        assertThat(texts(LogFile.of(folder).last(10))).hasSize(2).endsWith("ok");
    }

    @Test
    void cursorWaitsForTheEndOfALine() throws IOException {
        write("one\ntw");
        LogFile.Cursor cursor = LogFile.of(folder).from(0);
        assertThat(texts(cursor.next())).containsExactly("one");
        assertThat(cursor.next()).isEmpty();
        write("o\nthree");
        assertThat(texts(cursor.next())).containsExactly("two");
        assertThat(texts(cursor.rest())).containsExactly("three");
    }

    @Test
    void cursorGoesOnInALogThatBeginsAnew() throws IOException {
        write("a long first line\n");
        LogFile.Cursor cursor = LogFile.of(folder).from(0);
        cursor.next();
        Files.writeString(folder.resolve("log"), "new\n");
        assertThat(texts(cursor.next())).containsExactly("new");
    }

    @Test
    void notedTimesBelongToTheLinesWrittenByThen() throws IOException {
        write("one\n");
        LogFile log = LogFile.of(folder);
        log.note(1000, 4);
        write("two\nthree\n");
        log.note(2000, 14);
        write("four\n");
        assertThat(log.last(10)).extracting(LogFile.Line::time).containsExactly(1000L, 2000L, 2000L, Long.MAX_VALUE);
    }

    private void write(String text) throws IOException {
        Files.writeString(
                folder.resolve("log"),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static List<String> texts(List<LogFile.Line> lines) {
        return lines.stream().map(LogFile.Line::text).toList();
    }
}

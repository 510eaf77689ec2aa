package dev.davit.image.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** The archives that a layer takes entries from, each opened once, while the layer is written. */
final class OpenArchives implements Closeable {

    private final Map<InputArchive, InputArchive.Opened> opened = new HashMap<>();

    InputStream content(Entry.Archived entry) throws IOException {
        InputArchive.Opened archive = opened.get(entry.archive());
        if (archive == null) {
            archive = entry.archive().open();
            opened.put(entry.archive(), archive);
        }
        return archive.content(entry.member());
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (InputArchive.Opened archive : opened.values()) {
            try {
                archive.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}

package dev.davit.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip archive on disk, such as a jar. */
record ZipInput(Path file, FileState state) implements InputArchive {

    @Override
    public void addTo(LayerBuilder builder, String prefix) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            for (var entries = zip.entries().asIterator(); entries.hasNext(); ) {
                ZipEntry entry = entries.next();
                String path = prefix + entry.getName();
                if (!entry.isDirectory()) {
                    builder.add(path, new Entry.Archived(this, new Member(entry.getName(), 0, entry.getSize()), 0644));
                } else if (!EntryPath.isRoot(path)) {
                    builder.add(path, new Entry.Directory(0755, false));
                }
            }
        }
    }

    @Override
    public Opened open() throws IOException {
        state.check(file);
        return new Content(file, new ZipFile(file.toFile()));
    }

    private record Content(Path file, ZipFile zip) implements Opened {
        @Override
        public InputStream content(Member member) throws IOException {
            InputStream content = zip.getInputStream(new ZipEntry(member.name()));
            if (content == null) {
                throw new IOException(file + " has no '" + member.name() + "' any more");
            }
            return content;
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }
}

package dev.davit.bench.images;

import dev.davit.image.layer.Compressor;
import dev.davit.image.layer.LayerBuilder;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a folder into a layer, as a program of its own. */
final class LayerProgram {
    private LayerProgram() {}

    /** Takes {@code gzip} or {@code zstd}, the folder, and the file to write. */
    public static void main(String[] arguments) throws IOException {
        Compressor compressor = arguments[0].equals("zstd") ? Compressor.ZSTD : Compressor.GZIP;
        new LayerBuilder()
                .compressor(compressor)
                .addTree("/", Path.of(arguments[1]))
                .writeTo(Path.of(arguments[2]));
    }
}

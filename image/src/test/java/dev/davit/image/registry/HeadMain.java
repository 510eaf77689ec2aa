package dev.davit.image.registry;

import dev.davit.image.ImageReference;
import java.io.IOException;
import java.nio.file.Path;

/** Prints the digest of a reference; the environment names the proxy. */
final class HeadMain {

    private HeadMain() {}

    public static void main(String[] arguments) throws IOException {
        try (var client =
                RegistryClient.builder().certificates(Path.of(arguments[1])).build()) {
            System.out.println(client.head(ImageReference.parse(arguments[0]))
                    .orElseThrow()
                    .digest());
        }
    }
}

package dev.davit.cli.command;

import dev.davit.build.BuildOptions;
import dev.davit.build.base.Registries;
import dev.davit.image.ImageReference;
import dev.davit.image.registry.RegistryClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that build can be told. */
final class BuildChoices {
    @Option(
            names = "--pull",
            description =
                    "Ask the registry what the tag of image.base means by now (default: keep to what the last build"
                            + " was made on).")
    private boolean pull;

    @Mixin
    private RegistryOptions registries;

    BuildOptions options() {
        return new BuildOptions(pull);
    }

    /** Where base images come from. */
    Registries registries(Session session) {
        return () -> registries.toPull(session);
    }

    /** Where the image goes. */
    RegistryClient toPush(Session session, ImageReference target) {
        return registries.toPush(session, target);
    }
}

package dev.davit.local;

import java.util.Optional;

/**
 * What a deployment to this machine may ask for beyond the description.
 *
 * @param publish {@code [ADDRESS:]PORT} to listen on, instead of the description's port on the loopback interface
 * @param runtime name of the task runtime to use, instead of the first that can be used here
 */
public record LocalOptions(Optional<String> publish, Optional<String> runtime) {
    public static final LocalOptions DEFAULTS = new LocalOptions(Optional.empty(), Optional.empty());
}

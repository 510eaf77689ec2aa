package dev.davit.app;

import java.net.URI;

/**
 * How a deployment ended well.
 *
 * @param changed false when the service already ran just this release
 */
public record Deployed(Release release, URI url, boolean changed) {}

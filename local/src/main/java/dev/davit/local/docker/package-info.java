/** Tasks as containers of a Docker or Podman daemon, through its API. */
@NullMarked
package dev.davit.local.docker;

import org.jspecify.annotations.NullMarked;

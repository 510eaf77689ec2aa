@NullMarked
package dev.davit.local.docker;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.davit.local.json;

import org.jspecify.annotations.NullMarked;

package dev.larder.cli.transfer;

import dev.larder.client.CachedObject;
import dev.larder.client.Payload;

/** How an object is written. */
interface ExportRecord {
  /** What stands for it in the output, with what parts it from the one before. */
  byte[] bytes(CachedObject<Payload> object, boolean first);
}

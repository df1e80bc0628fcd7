package dev.larder.cache;

/** An answer that is not counted yet, with the read that it answers. */
record Judged(PreparedRead read, ReadAnswer answer) {
  Judged with(FillTicket ticket) {
    return new Judged(read, answer.with(ticket));
  }
}

package dev.larder.benchmarks.load;

import java.util.concurrent.CompletableFuture;

/** A process of its own that asks an origin which never answers, so that it can be killed. */
public final class LeadingProcess {
  /** What it prints when it has been sent to the origin. */
  public static final String LEADS = "asks the origin";

  private LeadingProcess() {}

  /** Its arguments are the name of the target and the id of the object. */
  public static void main(String[] arguments) {
    try (Stampede alone = Stampede.connect(arguments[0], 1)) {
      alone
          .ask(
              arguments[1],
              key -> {
                System.out.println(LEADS);
                return new CompletableFuture<>();
              })
          .waits()
          .forEach(CompletableFuture::join);
    }
  }
}

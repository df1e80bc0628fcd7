package dev.larder.cache;

import dev.larder.testing.FakeClock;
import dev.larder.testing.TestingObjectStore;
import org.junit.jupiter.api.Test;

/** Many random steps over a store in memory; see {@link FillModel} for what must hold. */
class FillModelTest {
  private static final int STEPS = 100_000;

  private final FakeClock clock = new FakeClock();
  private final StepJournal journal = new StepJournal("FillModelTest");
  private final FillModel model =
      new FillModel(journal, clock, new TestingRun(new TestingObjectStore(clock), clock));

  @Test
  void randomSteps_neverBreakWhatIsPromised() {
    for (int i = 0; i < STEPS; i++) {
      journal.take(this::step);
    }
    journal.take(model::end);
  }

  private void step() {
    model.doSomething();
    model.settle();
  }
}

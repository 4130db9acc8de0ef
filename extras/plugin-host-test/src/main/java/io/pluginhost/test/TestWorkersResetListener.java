package io.pluginhost.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Stops all workers after a test method and makes them forget what it has told them, so
 * that tests may share an application.
 */
class TestWorkersResetListener extends AbstractTestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext().getBeanProvider(TestWorkers.class).ifAvailable(TestWorkers::reset);
		}
	}

}

package io.pluginhost.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Stops and resets all workers after each test method, so that tests can share an
 * application context.
 */
class TestWorkersResetListener extends AbstractTestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext().getBeanProvider(TestWorkers.class).ifAvailable(TestWorkers::reset);
		}
	}

}

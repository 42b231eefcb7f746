"""What people see: pure functions from the model to Discord's components. They ask nothing and change nothing."""

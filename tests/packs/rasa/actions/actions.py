from rasa_sdk import Action


class ActionOrderStatus(Action):
    def name(self):
        return "action_order_status"

from django import forms


class VoteForm(forms.Form):
    helpful = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
